// The style of `<idenfy-step>`. It uses the page's font and colour scheme; custom properties and ::part() change it.
// Properties without the element's prefix are set on an inner element, because the page may have the same names. It is a
// constructed style sheet, so the page's style-src may stay 'self'.
export const css = `
:host {
  display: block;
  container-type: inline-size;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; }
[part=frame] {
  --accent: var(--idenfy-step-accent, light-dark(#1f6f5c, #6fcdb2));
  --on-accent: var(--idenfy-step-on-accent, light-dark(#fff, #0d2a22));
  --background: var(--idenfy-step-background, light-dark(#fff, #1c2225));
  --text: var(--idenfy-step-text, light-dark(#1d2528, #e6eae8));
  --quiet: var(--idenfy-step-quiet, light-dark(#57626a, #a5b1b1));
  --line: var(--idenfy-step-line, light-dark(#8a9499, #6c777a));
  --radius: var(--idenfy-step-radius, 0.6rem);
  --error: light-dark(#a3262b, #ff9c97);
  --warning: light-dark(#7c5200, #f0c36b);
  --info: light-dark(#235a8c, #93c4f0);
  display: grid;
  gap: 1rem;
  padding: clamp(16px, 5cqi, 2rem);
  border-radius: var(--radius);
  background: var(--background);
  color: var(--text);
  line-height: 1.5;
  overflow-wrap: anywhere;
}
[part=title] { font-size: 1.35em; line-height: 1.25; }
[part=title], [part=rules-title], [part=label], [part=status], [part~=button] { text-wrap: balance; }
[part=rules-title] { font-size: 1em; }
[part=description], [part=hint], [part=facts] { color: var(--quiet); }
ul { padding: 0; list-style: none; }
[part=rules-list] { display: grid; gap: 0.4rem; margin-top: 0.5rem; }
[part=rule] { padding-inline-start: 1.8em; }
[part=rule]::before {
  content: "✓" / "";
  float: inline-start;
  margin-inline-start: -1.6em;
  color: var(--accent);
  font-weight: 700;
}
[part=label] { display: block; margin-bottom: 0.3rem; font-weight: 600; }
[part=select], [part~=button] {
  min-height: 3rem;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--background);
  color: inherit;
  font: inherit;
}
[part=select] { width: 100%; padding: 0 0.75rem; text-overflow: ellipsis; }
[part=select][aria-invalid=true] { border: 2px solid var(--error); }
[part=work] {
  display: grid;
  gap: 1rem;
  padding: clamp(14px, 4cqi, 1.5rem);
  border: 2px dashed var(--line);
  border-radius: var(--radius);
}
[data-at=done] [part=work] { border: 0; background: color-mix(in srgb, var(--accent) 14%, var(--background)); }
[part=work].over { border-color: var(--accent); background: color-mix(in srgb, var(--accent) 12%, var(--background)); }
[part=live]:not(:has(> :not([hidden], :empty))), [part=problem]:empty { position: absolute; }
[part=status] { font-size: 1.1em; font-weight: 600; }
[part=findings]:not(:empty) { display: grid; gap: 0.5rem; margin-top: 0.75rem; }
[part~=finding], [part=problem]:not(:empty) {
  padding: 0.6rem 0.8rem;
  border-inline-start: 0.3rem solid var(--tone);
  border-radius: calc(var(--radius) / 2);
  background: color-mix(in srgb, var(--tone) 10%, var(--background));
}
[part=severity] { display: block; color: var(--tone); font-size: 0.9em; }
[part~=finding-error], [part=problem] { --tone: var(--error); }
[part~=finding-warning] { --tone: var(--warning); }
[part~=finding-info] { --tone: var(--info); }
[part=video], [part=picture] {
  display: block;
  max-width: 100%;
  max-height: min(60vh, 36rem);
  margin: 0 auto;
  border-radius: calc(var(--radius) / 2);
}
[part=video] { width: 100%; background: #000; object-fit: contain; }
[part=picture] { border: 1px solid var(--line); background: #fff; }
[part=picture]:not([hidden]) + [part=facts] { margin-top: 0.6rem; }
[part=facts] { font-size: 0.9em; overflow-wrap: anywhere; }
[part=offer] { display: grid; gap: 0.75rem; justify-items: start; }
[part=progress] { width: 100%; height: 0.75rem; accent-color: var(--accent); }
[part=acts] { display: flex; flex-wrap: wrap; gap: 0.75rem; }
[part=hint]:not(:has(:not([hidden]))) { display: none; }
[part=hint] { font-size: 0.9em; }
@media (pointer: coarse) { [part=drop] { display: none; } }
[part~=button] { padding: 0.6rem 1.2rem; font-weight: 600; line-height: 1.3; cursor: pointer; }
[part~=button]:hover:enabled { border-color: var(--accent); }
[part~=button]:disabled { opacity: 0.55; cursor: not-allowed; }
[part~=button-primary], [data-at=choosing] :is([part~=photo], [part~=choose]:nth-child(1 of :not([hidden]))) {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
@media (prefers-reduced-motion: reduce) { [part=progress]:indeterminate { visibility: hidden; } }
@container (max-width: 26rem) { [part~=button] { width: 100%; padding-inline: 8px; } }
`;
