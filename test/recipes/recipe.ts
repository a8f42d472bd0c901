/** A file, and the words that the documents say of it. */
export interface TouchedFile {
  readonly file: string
  /** Markdown. */
  readonly change: string
}

/** A file that exists, with the texts to replace; each occurs once. */
export interface ChangedFile extends TouchedFile {
  readonly edits: readonly (readonly [from: string, to: string])[]
}

/**
 * An example of an extension. `npm run recipes` applies it to a copy of the project;
 * docs/architecture.md lists its files.
 */
export interface Recipe {
  /** Heading in docs/architecture.md. */
  readonly title: string
  /**
   * Folder below `test/recipes`: this recipe, the added files under their paths, and `check.ts`,
   * which uses the extension.
   */
  readonly folder: string
  /** Name of the extension in the example; the documents write `NAME` instead. */
  readonly name: string
  readonly added: readonly TouchedFile[]
  readonly changed: readonly ChangedFile[]
  /** Tables of tests whose types demand a row. */
  readonly tables?: readonly ChangedFile[]
  /** Tests that a real extension has besides. */
  readonly tests: readonly TouchedFile[]
}

/**
 * Returns the files of a recipe as the documents list them, with `NAME` for the name of the
 * example.
 */
export function documentedFiles({
  name,
  added,
  changed,
  tables = [],
  tests,
}: Recipe): readonly TouchedFile[] {
  return [...added, ...changed, ...tables, ...tests].map(({ file, change }) => ({
    file: file.replaceAll(name, 'NAME'),
    change,
  }))
}
