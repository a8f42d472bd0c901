import { globSync, readFileSync } from 'node:fs'

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

const files = new Map<string, readonly string[]>()

/** Returns the texts of the example files with this extension. */
function filesOf(extension: string): readonly string[] {
  const known = files.get(extension)
  if (known) return known
  const all = globSync(`examples/**/*.${extension}`, {
    exclude: (name) => /^(?:node_modules|\.next|dist)$/.test(name),
  })
  const texts = all.map((file) => `\n${lines(readFileSync(file, 'utf8'))}\n`)
  files.set(extension, texts)
  return texts
}

/** Removes the line at the top that names the file. */
const withoutFileName = (text: string) => text.replace(/^(?:\/\/|#) [\w./-]+\n/, '')

/**
 * Returns `true` if code is an excerpt from an example file, which other tests check. White space
 * at line ends is ignored.
 */
export const isPiece = (text: string, extension: string): boolean =>
  filesOf(extension).some((file) => file.includes(`\n${lines(withoutFileName(text))}\n`))
