import type { Config } from '../../src/edge/config.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import type { Rule } from '../check-rules.ts'
import { shellWord } from './shell-word.ts'

/** What the sentences on mending name. */
export interface Broken {
  readonly wire: Wire | undefined
  readonly config: Config | undefined
  /** Whether `wire` is the canonical spelling of a URL that is malformed. */
  readonly respelt: boolean
}

/** The URL without its token. */
const targetOf = ({ wire }: Broken) =>
  wire ? wire.origin + wire.path + (wire.query === '' ? '' : `?${wire.query}`) : 'URL'

/** The command that signs the same. */
const signing = (broken: Broken, flags = '') =>
  `npm run --silent sign -- ${shellWord(targetOf(broken))}${flags}`

const MENDS: Readonly<Record<Rule, (broken: Broken) => string>> = {
  url: (broken) =>
    broken.respelt
      ? `Sign and request the canonical spelling: ${targetOf(broken)}`
      : 'Correct it: it begins with https:// or /, and docs/signing.md has the canonical form.',
  host: ({ config }) =>
    `Request it on ${config?.hosts?.join(' or ')}, or add its host to hosts in wrangler.toml.`,
  zone: ({ config }) => {
    const prefixes = config?.zones.map(({ prefix }) => prefix).join(', ')
    return `Correct the path, or add a zone to wrangler.toml; zones lie below ${prefixes}.`
  },
  token: (broken) =>
    broken.wire?.token === undefined
      ? `Sign it: ${signing(broken)}`
      : `Compare the canonical string with what was signed, byte for byte, and the key; or sign it anew: ${signing(broken)}`,
  expire: (broken) => `Sign it anew: ${signing(broken, ' --expire 24h')}`,
  start: () => 'Request it later, or sign it anew with an earlier start.',
  address: () => 'Request it from that network, or sign it anew with another ip.',
  options: () => 'Correct the parameter, and sign the URL anew.',
  policy: () =>
    'Ask for what the key may sign, sign with another key, or change its table under [vars.keys]: docs/keys.md.',
}

/** How to mend a URL that fails a rule, a sentence. */
export function mendOf(rule: Rule, broken: Broken): string {
  return MENDS[rule](broken)
}
