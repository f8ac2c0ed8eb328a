declare module "*.zip" {
  /** The path of the file, which may lie inside the executable. */
  const path: string;
  export default path;
}
