declare module "*.ogg" {
  /** The path of the file, which may be inside the executable. */
  const path: string;
  export default path;
}
