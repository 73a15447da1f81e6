// How the viewer's script is linted: `make check`. The rules are those of eslint in .axe/, where npm puts it.
import { createRequire } from "node:module";

const { configs } = createRequire(new URL(".axe/", import.meta.url))("@eslint/js");
const browser = [
  "Image", "ImageData", "IntersectionObserver", "ResizeObserver", "URLSearchParams", "addEventListener", "cancelAnimationFrame",
  "clearTimeout", "document", "getComputedStyle", "history", "location", "matchMedia", "requestAnimationFrame", "scrollTo", "setTimeout",
];

export default [
  configs.recommended,
  {
    files: ["scaleapi/viewer/assets/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "script", globals: Object.fromEntries(browser.map((name) => [name, "readonly"])) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { eqeqeq: "error", "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }, { property: "insertAdjacentHTML" }] },
  },
];
