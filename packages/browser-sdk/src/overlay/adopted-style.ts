/**
 * A style sheet that is made once and adopted by any document or shadow root: a strict style-src says
 * nothing about sheets that are made by script, and there is no markup to be trusted.
 * @returns lets a node's root adopt it; does nothing for a node that is in none, or that has it
 */
export function adoptable(css: string): (node: Node) => void {
  let sheet: CSSStyleSheet | undefined;
  return (node) => {
    const { adoptedStyleSheets } = node.getRootNode() as Partial<DocumentOrShadowRoot>;
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    if (adoptedStyleSheets?.includes(sheet) === false) adoptedStyleSheets.push(sheet);
  };
}
