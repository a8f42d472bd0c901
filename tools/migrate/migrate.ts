import { parseArgs } from 'node:util'
import { hmac } from '../../src/auth/hmac.ts'
import { command, type Io, refuse } from '../../src/cli/command.ts'
import { findKeyring } from '../../src/cli/key-source.ts'
import { Failure } from '../../src/errors.ts'
import { parseBaseUrl } from '../../src/sdk/base-url.ts'
import { encodePath, formatQuery } from '../../src/url/canonical.ts'
import { parseIntent } from '../../src/url/intent.ts'
import { formatWire, parseWire, type Wire } from '../../src/url/wire.ts'
import { parseOldUrl } from './old-url.ts'
import { SERVICES, type Service } from './services.ts'

const NAMES = SERVICES.map(({ name }) => name)

const USAGE =
  `migrate URL… [--from ${NAMES.join('|')}] [--source https://host/path/] [--prefix /PATH/] ` +
  '[--sign [--key KEY] [--base URL]]'

function serviceOf(text: string, from: string | undefined): Service {
  const url = parseOldUrl(text)
  const service = SERVICES.find(({ name, recognise }) =>
    from === undefined ? recognise(url) : name === from,
  )
  return service ?? refuse(`pass --from with one of ${NAMES.join(', ')}: no service is known by ${text}`)
}

function refusalOf(wire: Wire): readonly string[] {
  try {
    parseIntent(wire)
    return []
  } catch (error) {
    if (error instanceof Failure) return [error.message]
    throw error
  }
}

interface Settings {
  readonly from: string | undefined
  readonly source: string | undefined
  readonly prefix: string
  readonly origin: string
}

function translate(
  text: string,
  { from, source, prefix, origin }: Settings,
): { wire: Wire; problems: readonly string[] } {
  const { path, parameters, problems } = serviceOf(text, from).translate(parseOldUrl(text), source)
  const query = formatQuery(parameters)
  const wire = parseWire(formatWire({ origin, path: prefix + encodePath(path), query, token: undefined }))
  return { wire, problems: problems.length > 0 ? problems : refusalOf(wire) }
}

async function print(
  text: string,
  settings: Settings,
  sign: (wire: Wire) => Promise<string>,
  io: Io,
): Promise<boolean> {
  try {
    const { wire, problems } = translate(text, settings)
    // Signed, it would show what the old one did not: a picture without its watermark.
    const whole = problems.length === 0
    io.out(whole ? await sign(wire) : formatWire({ ...wire, origin: '' }))
    for (const problem of problems) io.out(`  ${problem}`)
    return whole
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'misconfigured') throw error
    io.out(text)
    io.out(`  ${error.message}`)
    return false
  }
}

/**
 * Translates URLs of other services, and prints for each the path and query here, then a line for what has no counterpart.
 * The exit code is 0 where everything has one.
 */
export const migrate = command(USAGE, async (args, io) => {
  const text = { type: 'string' } as const
  const options = {
    from: text,
    source: text,
    prefix: text,
    key: text,
    base: text,
    sign: { type: 'boolean' },
  } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const { from, source, prefix = '/' } = values
  if (positionals.length === 0) return refuse(`expected at least one URL: ${USAGE}`)
  if (from !== undefined && !NAMES.includes(from))
    return refuse(`--from must be one of ${NAMES.join(', ')}, got ${from}`)
  if (source !== undefined && !/^https:\/\/[^/]+\/(?:.*\/)?$/.test(source))
    return refuse(`--source must be https://host/path/, got ${source}`)
  if (!/^\/(?:.+\/)?$/.test(prefix)) return refuse(`--prefix must start and end with /, got ${prefix}`)

  const origin = parseBaseUrl(values.base ?? 'http://127.0.0.1:8787')
  const keyring = values.sign ? await findKeyring(hmac, values.key, io) : undefined
  const sign = async (wire: Wire) =>
    keyring ? hmac.sign(wire, {}, keyring) : formatWire({ ...wire, origin: '' })
  let whole = true
  for (const url of positionals)
    whole = (await print(url, { from, source, prefix, origin }, sign, io)) && whole
  return whole ? 0 : 1
})
