/** A field as details of audit events name it: `team_id`. */
export const detailName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
