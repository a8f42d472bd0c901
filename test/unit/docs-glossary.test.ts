import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const PAGE = 'docs/glossary.md'

/** Terms that users meet and that the source code uses in the same meaning. */
const SHARED = [
  ...[
    'image',
    'original',
    'derivative',
    'overlay',
    'mark',
    'gain map',
    'zone',
    'source',
    'origin',
    'binding',
  ],
  ...[
    'option',
    'parameter',
    'free part',
    'preset',
    'mandatory preset',
    'lock',
    'token',
    'scheme',
    'key',
    'claim',
  ],
  ...['grant', 'policy', 'report mode', 'base', 'cache entry', 'revalidate', 'tiered cache', 'deny list'],
]

const entries = readFileSync(PAGE, 'utf8')
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const [term = '', ...lines] = text.split(/\n(?=## )/)[0]?.split('\n') ?? []
    return { term: term.toLowerCase(), text: lines.join(' ').trim() }
  })

const architecture = readFileSync('docs/architecture.md', 'utf8').split(/^## Glossary$/m)[1] ?? ''

describe(PAGE, () => {
  it.each(SHARED)('explains %s, a term of the architecture', (term) => {
    expect(entries.map((entry) => entry.term)).toContain(term)
    expect(architecture).toMatch(RegExp(`^- .*\\*\\*${term}\\*\\*`, 'm'))
  })

  it.each(entries)('has a short text with an example for $term', ({ text }) => {
    expect(text).toMatch(/Example: /)
    expect(text.split(/[.:?] /).length).toBeLessThanOrEqual(6)
  })
})
