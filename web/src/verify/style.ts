// The style of `<idenfy-verify>`. It uses the page's font and colour scheme. It is a constructed style sheet, so the page's
// style-src may stay 'self'.
export const css = `
:host {
  --accent: var(--idenfy-verify-accent, light-dark(#1f6f5c, #6fcdb2));
  --on-accent: var(--idenfy-verify-on-accent, light-dark(#fff, #0d2a22));
  --text: var(--idenfy-verify-text, light-dark(#1d2528, #e6eae8));
  --radius: var(--idenfy-verify-radius, 0.6rem);
  display: block;
  container-type: inline-size;
  color: var(--text);
  line-height: 1.5;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; }
[part=help] { display: flex; flex-wrap: wrap; gap: 0.25rem 0.6rem; align-items: baseline; margin-bottom: 0.6rem; }
[part=status]:not(:empty) { margin-bottom: 0.6rem; }
[part=trouble] { font-weight: 600; }
[part=trouble]:empty, [part=status]:empty { position: absolute; }
[part=frame] { display: block; width: 100%; height: max(800px, 80dvh); border: 0; background: #fff; color-scheme: light; }
@container (max-width: 669px) { [part=frame] { height: 100dvh; } }
[part~=link] { color: var(--accent); }
[part~=button] {
  display: inline-block;
  min-height: 3rem;
  padding: 0.7rem 1.2rem;
  border: 1px solid var(--accent);
  border-radius: var(--radius);
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
  line-height: 1.5;
  text-decoration: none;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
`;
