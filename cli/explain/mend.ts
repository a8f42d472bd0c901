import type { Config } from '../../src/edge/config.ts'
import { addressOf } from '../../src/pages.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import type { Rule } from '../check/findings.ts'
import { INVOKE } from '../invocation.ts'
import { type ProjectFlags, projectArguments } from '../project-flags.ts'
import { shellWord } from './shell-word.ts'

/** Facts about a refused URL that the advice mentions. */
export interface Broken {
  readonly wire: Wire | undefined
  readonly config: Config | undefined
  /** `true` if the URL is malformed and `wire` is its canonical spelling. */
  readonly respelt: boolean
  /** Name of the other service that signed the URL. It is absent for a Signet URL. */
  readonly service?: string | undefined
  /** Flags that choose the URL's configuration. */
  readonly typed?: ProjectFlags | undefined
}

/** Returns the URL without its token. */
const targetOf = ({ wire }: Broken) =>
  wire ? wire.origin + wire.path + (wire.query === '' ? '' : `?${wire.query}`) : 'URL'

/** Returns a refused URL without its expiry, so that it can be signed with another one. */
function withoutExpiry({ wire, ...broken }: Broken): Broken {
  const pairs = wire?.query.split('&').filter((pair) => !pair.startsWith('expire='))
  return { ...broken, wire: wire && { ...wire, query: pairs?.join('&') ?? '' } }
}

/** Returns the command that signs the URL without its token. */
const signing = (broken: Broken, flags = '') =>
  INVOKE.run('sign', shellWord(targetOf(broken)) + flags + projectArguments(broken.typed))

const MENDS: Readonly<Record<Rule, (broken: Broken) => string>> = {
  url: (broken) =>
    broken.respelt
      ? `Sign and request the canonical spelling: ${targetOf(broken)}`
      : `Correct it: ${addressOf('docs/token.md')} describes the canonical form.`,
  host: ({ config }) =>
    `Request it on ${config?.hosts?.join(' or ')}, or add its host to hosts in wrangler.toml.`,
  zone: (broken) => {
    const { config, wire } = broken
    const isPlain = wire && config && findZone(config.zones, wire.path)?.zone.encrypted
    if (isPlain) return `Encrypt the path: ${signing(broken, ' --encrypt')}`
    const prefixes = config?.zones.map(({ prefix }) => prefix).join(', ')
    return `Correct the path, or add a zone to wrangler.toml; the prefixes of the zones are ${prefixes}.`
  },
  token: (broken) =>
    broken.service !== undefined
      ? `Compare the secret of ${broken.service} with the one that signed it, or sign what ${INVOKE.run('migrate')} prints.`
      : broken.wire?.token === undefined
        ? `Sign it: ${signing(broken)}`
        : `Compare the canonical string with what was signed, byte for byte, and the key; or sign it anew: ${signing(broken)}`,
  expire: (broken) => `Sign it anew: ${signing(withoutExpiry(broken), ' --expiry 24h')}`,
  start: () => 'Request it later, or sign it anew with an earlier start.',
  address: () => 'Request it from that network, or sign it anew with another ip.',
  options: () => 'Correct the parameter, and sign the URL anew.',
  policy: () =>
    `Request only what the key may sign, sign with another key, or change its table under [vars.keys]: ${addressOf('docs/policies.md')}.`,
}

/** Returns one sentence of advice for a URL that fails a rule. */
export function remedyOf(rule: Rule, broken: Broken): string {
  return MENDS[rule](broken)
}
