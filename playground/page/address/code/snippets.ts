import { shellWord } from '../../../../cli/explain/shell-word.ts'
import { addressOf } from '../../../../src/pages.ts'
import { candidates } from '../granted-sizes.ts'
import { html, pictureHtml } from './html.ts'
import { accessLiteral, optionsLiteral, pathLiteral, quoteGo, quotePhp, quotePython } from './literals.ts'
import type { Material, Wanted } from './material.ts'

export interface Snippet {
  readonly id: string
  readonly title: string
  /** Sentence on the snippet's use and requirements. */
  readonly note: string
  readonly code: (material: Material) => string
}

const arguments_ = ({ path, given }: Wanted, more: readonly string[] = []): string => {
  const access = accessLiteral(given, more)
  return `${pathLiteral(path)}, ${optionsLiteral(given)}${access === '' ? '' : `, ${access}`}`
}

const SIGNER = (origin: string) =>
  `const signer = createSigner({ key: process.env.SIGNING_KEYS, baseUrl: '${origin}' })`

const sized = ({ size }: Material, open: string, close: string) =>
  size ? ` width=${open}${size.width}${close} height=${open}${size.height}${close}` : ''

const sizes = ({ grant }: Material) => (candidates(grant.given).unit === 'w' ? "sizes: '100vw'" : undefined)

const attributes = (material: Material) => {
  const more = sizes(material)
  return arguments_(material.grant, more ? [more] : [])
}

const pairsOf = ({ given }: Wanted, pair: (name: string, text: string) => string, between = ', '): string =>
  [...given].map(([name, text]) => pair(name, text)).join(between)

function fileName({ path, given }: Wanted): string {
  const base = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
  const format = given.get('format')
  return `${base}.${format === undefined || format === 'auto' ? 'image' : format}`
}

/** Code snippets that use the target, each in another language or for another framework. */
export const SNIPPETS: readonly Snippet[] = [
  { id: 'url', title: 'URL', note: 'The signed URL, as it stands.', code: ({ url }) => url },
  {
    id: 'srcset',
    title: 'HTML srcset',
    note: 'One signature for every width: the browser adds w, and only a width that was signed.',
    code: (material) => html(material.granted, material.grant.given, material.size),
  },
  {
    id: 'picture',
    title: 'picture',
    note: 'For pages that a cache stores once for all browsers; elsewhere format=auto takes less HTML.',
    code: pictureHtml,
  },
  {
    id: 'typescript',
    title: 'TypeScript',
    note: 'On a server: Node, Workers, Deno or Bun. In a browser the signer throws.',
    code: (material) =>
      [
        "import { createSigner } from '@owner/signet'",
        '',
        SIGNER(material.origin),
        '',
        `const url = await signer.sign(${arguments_(material.wanted)})`,
        `const srcset = await signer.srcset(${arguments_(material.grant)})`,
      ].join('\n'),
  },
  {
    id: 'next',
    title: 'Next',
    note: `A server component. GrantedImage and signer are the two files of ${addressOf('docs/frameworks.md')}.`,
    code: (material) =>
      [
        "import { GrantedImage } from './next-loader'",
        "import { signer } from './next-server'",
        '',
        'export default function Photo() {',
        `  const grant = signer.grant(${arguments_(material.grant)})`,
        `  return <GrantedImage grant={grant}${sized(material, '{', '}')} sizes="100vw" alt="" />`,
        '}',
      ].join('\n'),
  },
  {
    id: 'nuxt',
    title: 'Nuxt',
    note: `server/api/photo.get.ts signs; the component shows what it got. For <NuxtImg> see ${addressOf('docs/frameworks.md')}.`,
    code: (material) =>
      [
        '// server/api/photo.get.ts',
        "import { createSigner } from '@owner/signet'",
        '',
        SIGNER(material.origin),
        `export default defineEventHandler(() => signer.grant(${arguments_(material.grant)}))`,
        '',
        '<!-- the component -->',
        '<script setup>',
        "const { data: photo } = await useFetch('/api/photo')",
        '</script>',
        '<template>',
        '  <img v-if="photo" :src="photo.src" :srcset="photo.srcset" sizes="100vw" alt="">',
        '</template>',
      ].join('\n'),
  },
  {
    id: 'astro',
    title: 'Astro',
    note: `In the frontmatter of a page. For <Image> see the service of ${addressOf('docs/frameworks.md')}.`,
    code: (material) =>
      [
        '---',
        "import { createSigner } from '@owner/signet'",
        '',
        SIGNER(material.origin),
        `const photo = await signer.imgAttrs(${attributes(material)})`,
        '---',
        '<img {...photo} alt="" />',
      ].join('\n'),
  },
  {
    id: 'curl',
    title: 'curl',
    note: 'Saves the image, and prints its headers.',
    code: ({ url, wanted }) => `curl -sS -D - -o ${shellWord(fileName(wanted))} ${shellWord(url)}`,
  },
  {
    id: 'python',
    title: 'Python',
    note: `sign and first_key are ${addressOf('examples/sign/sign.py')}: the standard library alone.`,
    code: ({ wanted, origin }) =>
      [
        'import os',
        'from sign import first_key, sign',
        '',
        "key = first_key(os.environ['SIGNING_KEYS'])",
        `query = {${pairsOf(wanted, (name, text) => `${quotePython(name)}: ${quotePython(text)}`)}}`,
        `url = ${quotePython(origin)} + sign(key, ${quotePython(wanted.path)}, query)`,
      ].join('\n'),
  },
  {
    id: 'php',
    title: 'PHP',
    note: `sign and firstKey are ${addressOf('examples/sign/sign.php')}: PHP 8 alone.`,
    code: ({ wanted, origin }) =>
      [
        "$key = firstKey(getenv('SIGNING_KEYS'));",
        `$query = [${pairsOf(wanted, (name, text) => `${quotePhp(name)} => ${quotePhp(text)}`)}];`,
        `$url = ${quotePhp(origin)} . sign($key, ${quotePhp(wanted.path)}, $query);`,
      ].join('\n'),
  },
  {
    id: 'go',
    title: 'Go',
    note: `sign and firstKey are ${addressOf('examples/sign/sign.go')}: the standard library alone.`,
    code: ({ wanted, origin }) =>
      [
        'key, err := firstKey(os.Getenv("SIGNING_KEYS"))',
        'if err != nil {',
        '\tlog.Fatal(err)',
        '}',
        `query := [][2]string{${pairsOf(wanted, (name, text) => `{${quoteGo(name)}, ${quoteGo(text)}}`)}}`,
        `url := ${quoteGo(origin)} + sign(key, ${quoteGo(wanted.path)}, query)`,
      ].join('\n'),
  },
]
