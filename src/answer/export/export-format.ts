/** The formats of an export, by their content types: the second is a ZIP file too, which opens as a text. */
export const ZIP = "application/zip";
export const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
export type ExportFormat = typeof ZIP | typeof DOCX;
