import { OPTIONS } from '../src/signing/url/options.ts'
import { check } from './check/check.ts'
import { foreignSchemeOf } from './check/scheme.ts'
import type { Server } from './check/server.ts'
import { refuse } from './command.ts'
import { remedyOf } from './explain/mend.ts'
import { readUrl } from './explain/spelling.ts'
import { assertAddress, CIRCUMSTANCES, KEY_FLAG, KEY_MOVED, readNow } from './flags.ts'
import { findKeyring } from './key-source.ts'
import { assertPasted } from './pasted.ts'
import { readZones } from './project.ts'
import { projectCommand } from './project-place.ts'
import { isLocal } from './target.ts'
import { useServer } from './used-server.ts'

const SPEC = {
  name: 'verify',
  does: 'Checks a signed URL against every rule of the server, with the zones and presets of the configuration.',
  argument: { name: 'URL', about: 'the whole URL, in quotes' },
  flags: {
    signingKey: KEY_FLAG,
    ...CIRCUMSTANCES,
  },
  moved: KEY_MOVED,
  examples: ["'http://127.0.0.1:8787/samples/landscape.jpg?width=400&token=…'"],
} as const

/**
 * Checks a URL against every rule and prints a line for each rule. If a rule fails, the last line
 * says how to mend the first one that does. The exit code is 0 if the URL passes all rules.
 */
export const verify = projectCommand(SPEC, async ({ argument: url, flags }, given) => {
  const { signingKey, address, now: time } = flags
  if (url.startsWith('/')) refuse(`pass the whole URL, with https:// and the host, got ${url}`)
  assertPasted(url)
  assertAddress(address)
  const now = readNow(time, given)
  const { io } = await useServer(url, given)

  const loaded = await readZones(io.project, url, io.env)
  const server: Server = {
    now,
    address,
    loaded,
    openKeyring: (scheme, wire) =>
      findKeyring(
        scheme,
        { flag: signingKey, local: isLocal(url) },
        io,
        OPTIONS.kid.parse(wire.signed.get('kid') ?? ''),
      ),
  }
  const { findings, signed, failed, facts } = await check(url, server)
  for (const { mark, rule, text } of findings) io.out(`${mark.padEnd(4)}  ${rule.padEnd(7)}  ${text}`)
  if (signed !== undefined) io.out(`      signed   ${JSON.stringify(signed)}`)
  if (!failed) return 0
  const service = foreignSchemeOf(facts, server)?.name
  const broken = { ...(await readUrl(url)), config: loaded?.config, service, typed: io.project.typed }
  io.out(`      mend     ${remedyOf(failed.rule, broken)}`)
  return 1
})
