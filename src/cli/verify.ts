import { parseArgs } from 'node:util'
import type { Keyring, Scheme } from '../auth/authenticate.ts'
import { importKey } from '../auth/hmac.ts'
import { canonicalAddress } from '../url/address.ts'
import { OPTIONS } from '../url/options.ts'
import type { Wire } from '../url/wire.ts'
import { command, type Io, only, refuse } from './command.ts'
import { findAll } from './findings.ts'
import { findSecret, parseHmacKeys } from './key-source.ts'

const USAGE = 'verify URL [--key KEY] [--address IP] [--now UNIX]'

async function openKeyring(scheme: Scheme, wire: Wire, key: string | undefined, io: Io): Promise<Keyring> {
  const secret = await findSecret(scheme, key, io)
  if (scheme !== 'hmac') return { hmac: [], keycdn: secret }
  const kid = OPTIONS.kid.parse(wire.signed.get('kid') ?? '')
  const keys = parseHmacKeys(secret, kid)
  return {
    hmac: await Promise.all(keys.map(({ id, bytes }) => importKey(id, bytes))),
    keycdn: undefined,
  }
}

/** Says of each rule whether the URL keeps it. The exit code is 0 where the signature holds. */
export const verify = command(USAGE, async (args, io) => {
  const text = { type: 'string' } as const
  const options = { key: text, address: text, now: text }
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const { key, address } = values
  if (address !== undefined && canonicalAddress(address) === undefined)
    refuse(`--address=${address}: expected an IPv4 or IPv6 address`)
  const now = values.now === undefined ? io.now() : OPTIONS.expire.parse(values.now)
  if (now === undefined) return refuse(`--now=${values.now}: expected Unix time in seconds`)

  const url = only(positionals, `one URL: ${USAGE}`)
  const findings = await findAll(url, { now, address }, (scheme, wire) => openKeyring(scheme, wire, key, io))
  for (const { mark, rule, text: found } of findings) io.out(`${mark.padEnd(4)}  ${rule.padEnd(7)}  ${found}`)
  return findings.some(({ mark }) => mark === 'FAIL') ? 1 : 0
})
