package steps

import "idenfysteps/internal/jsontext"

// Checks against an environment. Without one they report nothing.

// chosen checks a step that a request names in a list.
func (c *checker) chosen(item jsontext.Value) {
	if c.env == nil {
		return
	}
	step := c.env.Step(item.Text())
	if step == nil {
		c.notConfigured(item, item.Text())
		return
	}
	c.funded(item, item.Start(), step)
}

func (c *checker) notConfigured(at jsontext.Value, name string) {
	instead := "."
	if names := c.env.names(); len(names) > 0 {
		instead = ", or choose " + orList(names) + "."
	}
	c.report(codeStepNotConfigured, at, "The environment has no step "+show(name)+"; ask iDenfy to configure it"+instead).param("step", name)
}

// overridden checks a step that a request defines or changes.
func (c *checker) overridden(v jsontext.Value) {
	if c.env == nil {
		return
	}
	if !c.env.Overrides {
		c.reportName(codeOverrideNotPermitted, v, "This environment does not let a request define or change steps; ask iDenfy for the permission, or choose configured steps by a list of names.")
		return
	}
	step := c.env.Step(v.Key())
	if step == nil {
		step = plainStep(v.Key())
	}
	at := v.Name()
	if t := v.Member("type"); t.Exists() {
		at = t
	}
	c.funded(v, at.Start(), overlayRules(step, v))
}

// defaults checks the environment's own steps, which apply when a request names none.
func (c *checker) defaults(root jsontext.Value) {
	if c.env == nil {
		return
	}
	for i := range c.env.Steps {
		c.funded(root, root.Start(), &c.env.Steps[i])
	}
}

// funded checks that a step's type is enabled and that there are credits for its
// type and its name.
func (c *checker) funded(v jsontext.Value, start int, step *Step) {
	if left, counted := c.env.TypeCredits[step.Type]; c.env.TypeCredits != nil && left < 1 {
		configured := c.env.Step(step.Name)
		if !counted && (configured == nil || configured.Type != step.Type) {
			c.reportAt(codeTypeNotEnabled, v, start, "The type "+step.Type+" is not enabled in this environment; ask iDenfy to enable it, or use another type.").param("type", step.Type)
		} else {
			c.reportAt(codeTypeCreditsMissing, v, start, "There are no credits left for steps of type "+step.Type+"; ask iDenfy for more, or use another type.").param("type", step.Type)
		}
	}
	if c.env.NameCredits != nil && c.env.NameCredits[step.Name] < 1 {
		c.reportAt(codeNameCreditsMissing, v, start, "There are no credits left for the step "+show(step.Name)+"; ask iDenfy for more, or leave the step out.").param("step", step.Name)
	}
}
