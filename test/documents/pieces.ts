import { globSync, readFileSync } from 'node:fs'

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

const files = new Map<string, readonly string[]>()

/** The files of examples that end so. */
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

/** A line that names the file, at the top. */
const withoutFileName = (text: string) => text.replace(/^(?:\/\/|#) [\w./-]+\n/, '')

/** Whether code is a piece of a file of examples, which other tests check; the space at the ends of lines does not count. */
export const isPiece = (text: string, extension: string): boolean =>
  filesOf(extension).some((file) => file.includes(`\n${lines(withoutFileName(text))}\n`))
