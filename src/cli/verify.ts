import { parseArgs } from 'node:util'
import { canonicalAddress } from '../url/address.ts'
import { OPTIONS } from '../url/options.ts'
import { command, only, refuse } from './command.ts'
import { findAll } from './findings.ts'
import { findKeyring } from './key-source.ts'

const USAGE = 'verify URL [--key KEY] [--address IP] [--now UNIX]'

/** Checks a URL against every rule and prints a line for each. The exit code is 0 where all hold. */
export const verify = command(USAGE, async (args, io) => {
  const text = { type: 'string' } as const
  const options = { key: text, address: text, now: text }
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const { key, address } = values
  if (address !== undefined && canonicalAddress(address) === undefined)
    refuse(`--address must be an IPv4 or IPv6 address, got ${address}`)
  const now = values.now === undefined ? io.now() : OPTIONS.expire.parse(values.now)
  if (now === undefined) return refuse(`--now must be Unix time in seconds, got ${values.now}`)

  const url = only(positionals, `one URL: ${USAGE}`)
  const findings = await findAll(url, { now, address }, (scheme, wire) =>
    findKeyring(scheme, key, io, OPTIONS.kid.parse(wire.signed.get('kid') ?? '')),
  )
  for (const { mark, rule, text: found } of findings) io.out(`${mark.padEnd(4)}  ${rule.padEnd(7)}  ${found}`)
  return findings.some(({ mark }) => mark === 'FAIL') ? 1 : 0
})
