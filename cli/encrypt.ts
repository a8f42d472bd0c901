import { derivePathKey, encryptPath, parsePathKeys } from '../src/signing/auth/path-cipher.ts'
import { formatWire, parseWire, type Wire } from '../src/signing/url/wire.ts'
import { findZone } from '../src/signing/url/zones.ts'
import { refuse } from './command.ts'
import { findSecret } from './key-source.ts'
import { readZones } from './project.ts'
import type { ProjectIo } from './project-place.ts'
import { isLocal } from './target.ts'

/**
 * Encrypts a URL's path as its zone requires.
 * @throws Failure bad-parameter: no zone with `encrypted = true` has the path; misconfigured: there
 *   is no `PATH_KEYS`
 */
export async function withEncryptedPath(wire: Wire, io: ProjectIo): Promise<Wire> {
  const loaded = await readZones(io.project, wire.origin)
  const found = loaded && findZone(loaded.config.zones, wire.path)
  if (!found?.zone.encrypted)
    return refuse(`--encrypt: no zone of ${io.project.shown} with encrypted = true serves ${wire.path}`)
  const { prefix } = found.zone
  const secret = await findSecret('PATH_KEYS', { local: isLocal(wire.origin) }, io)
  const [newest] = parsePathKeys(secret)
  const path = prefix + (await encryptPath(await derivePathKey(newest), prefix, found.path))
  return parseWire(formatWire({ ...wire, path }))
}
