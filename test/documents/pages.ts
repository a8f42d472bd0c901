import { globSync, readFileSync } from 'node:fs'
import type { Block } from './block.ts'
import { type Page, readMarkdown } from './markdown.ts'

/** Pages that other tools generate, that log changes, or that are outside the project. */
const NOT_READ = /^(?:CHANGELOG\.md|bench\/README\.md|dist\/)|(?:^|\/)(?:node_modules|\.\w+)\//

/** Lists every page of the repository that is checked for code blocks. */
export const listPages = (): string[] =>
  globSync('**/*.md', { exclude: (name) => /(?:^|\/)(?:node_modules|\.\w+)$/.test(name) })
    .filter((file) => !NOT_READ.test(file))
    .toSorted()

export const readPage = (page: string): Page => readMarkdown(page, readFileSync(page, 'utf8'))

/** Returns `true` for TypeScript and JavaScript. */
export const isModule = ({ language }: Block): boolean => /^(?:ts|tsx|js|jsx)$/.test(language)

export const isShell = ({ language }: Block): boolean => language === 'sh'
