import type { Block } from './block.ts'

/** A code block as a module. It is stored beside the modules for the page's other blocks. */
export interface Module {
  readonly block: Block
  readonly file: string
  /** The code, below one line that imports the names declared by earlier blocks. */
  readonly code: string
  /**
   * Packages and built-in modules that it imports, including the imports of the blocks that it
   * depends on.
   */
  readonly imports: readonly string[]
}

const DECLARED = /^(?:export )?(?:async )?(?:const|let|function\*?|class|enum) (\w+)/gm
const DESTRUCTURED = /^(?:export )?(?:const|let) [{[]([^}\]=]*)[}\]] =/gm
const TYPES = /^(?:export )?(?:declare )?(?:type|interface) (\w+)/gm
const IMPORTED = /^import\s+(?:type\s+)?([^'"]*?)\s*from\s+['"]/gm
const SPECIFIER = /(?:\bfrom|^import|\bimport\()\s*['"]([^'"]+)['"]/gm

const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name)

const listed = (text: string, pattern: RegExp) =>
  names(text, pattern)
    .join(',')
    .split(/[,{}]/)
    .map(
      (part) =>
        part
          .trim()
          .split(/\s+as\s+|:\s*/)
          .at(-1) ?? '',
    )
    .filter((name) => name !== '')
    .map((name) => name.replace(/^type /, '').replace(/^\* as /, ''))

interface Names {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

const declaredBy = (text: string): Names => ({
  values: [...names(text, DECLARED), ...listed(text, DESTRUCTURED)],
  types: names(text, TYPES),
})

const IMPORT = /^import\s+(type\s+)?\{([^}]*)\}\s*from\s+['"]([^'"]+)['"]/gm

/** A name that a block imports. */
interface Imported {
  /** Name in the block. */
  readonly local: string
  /** Statement that imports this name alone. */
  readonly statement: string
  readonly from: string
}

/** Returns the names in braces in a block's imports. */
const importedBy = (text: string): Imported[] =>
  [...text.matchAll(IMPORT)].flatMap(([, type = '', list = '', from = '']) =>
    list
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => ({
        local: (part.split(/\s+as\s+/).at(-1) ?? '').replace(/^type /, ''),
        statement: `import ${type}{ ${part} } from '${from}'`,
        from,
      })),
  )

const isExported = (text: string, name: string) =>
  new RegExp(
    `^export (?:default )?(?:async )?(?:declare )?(?:const|let|function\\*?|class|enum|type|interface) ${name}\\b`,
    'm',
  ).test(text) || new RegExp(`^export (?:const|let) [{[][^}\\]=]*\\b${name}\\b`, 'm').test(text)

const exporting = (text: string, { values, types }: Names) =>
  [
    ...values.filter((name) => !isExported(text, name)),
    ...types.filter((name) => !isExported(text, name)).map((name) => `type ${name}`),
  ].join(', ')

const fileOf = ({ page, line, language }: Block) =>
  `${page.replaceAll(/[^\w]+/g, '-')}-${line}.${language === 'ts' || language === 'tsx' ? language : 'js'}`

/**
 * Makes a module from each block in a page. A name that a block uses and does not declare comes
 * from the nearest block above it that declares or imports the name.
 */
export function makeModules(blocks: readonly Block[]): Module[] {
  const made: { module: Module; names: Names }[] = []
  for (const block of blocks) {
    const { text } = block
    const own = declaredBy(text)
    const known = new Set([...own.values, ...own.types, ...listed(text, IMPORTED)])
    const header: string[] = []
    const imports = names(text, SPECIFIER)
    for (const { module, names: above } of made.toReversed()) {
      const uses = (name: string) =>
        !known.has(name) && new RegExp(`(?<![.'"/\\w])${name}\\b(?!\\s*:(?!:))`).test(text)
      const values = above.values.filter(uses)
      const types = above.types.filter(uses)
      for (const { local, statement, from } of importedBy(module.block.text).filter(({ local }) =>
        uses(local),
      )) {
        known.add(local)
        header.push(statement)
        imports.push(from)
      }
      if (values.length + types.length === 0) continue
      for (const name of [...values, ...types]) known.add(name)
      header.push(
        `import { ${[...values, ...types.map((name) => `type ${name}`)].join(', ')} } from './${module.file}'`,
      )
      imports.push(...module.imports)
    }
    const exported = exporting(text, own)
    const code = `${header.join('; ')}\n${text}\n${exported === '' ? 'export {}' : `export { ${exported} }`}\n`
    made.push({ module: { block, file: fileOf(block), code, imports }, names: own })
  }
  return made.map(({ module }) => module)
}
