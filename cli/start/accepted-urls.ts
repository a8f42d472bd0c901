import { OPTIONS } from '../../src/signing/url/options.ts'
import { check } from '../check/check.ts'
import { findKeyring } from '../key-source.ts'
import { readZones } from '../project.ts'
import type { ProjectIo } from '../project-place.ts'

/**
 * Returns the URLs that a project's local server accepts. A zone may list no overlays, or name no
 * font, or the key's policy may not allow a URL.
 */
export async function acceptedUrls(urls: readonly string[], io: ProjectIo): Promise<readonly string[]> {
  const loaded = await readZones(io.project, urls[0], io.env)
  const checked = await Promise.all(
    urls.map((url) =>
      check(url, {
        now: io.now(),
        address: undefined,
        loaded,
        openKeyring: (scheme, { signed }) =>
          findKeyring(
            scheme,
            { flag: undefined, local: true },
            { ...io, err: () => undefined },
            OPTIONS.kid.parse(signed.get('kid') ?? ''),
          ),
      }),
    ),
  )
  return urls.filter((_, at) => checked[at]?.failed === undefined)
}
