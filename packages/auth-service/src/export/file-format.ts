/** As what a list can be saved. Apart from what writes them, which takes long to load. */
export const FILE_FORMATS = ['xlsx', 'pdf', 'csv', 'json'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
