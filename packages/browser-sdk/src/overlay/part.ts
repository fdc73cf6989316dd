/** An element of ours: a class to style it by in the page, a part to style it by through a shadow root. */
export function part<Tag extends keyof HTMLElementTagNameMap = 'div'>(
  name: string,
  tag: Tag = 'div' as Tag,
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), { className: `casement-${name}`, part: name });
}
