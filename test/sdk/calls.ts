import own from '../../packages/signer/package.json' with { type: 'json' }
import { syncSigner } from '../support/worker/signer.ts'

export const NAME = own.name

const SETTINGS = `{ key: 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', baseUrl: 'https://img.example.com' }`
const OPTIONS = `'/été.jpg', { width: 400 }, { expire: 4000000000 }`
const CANDIDATES = `'/a.jpg', {}, { widths: [320, 640] }`

/**
 * Source of a module whose default export makes URLs with the installed signers. All three signers
 * make the same URL.
 */
export const CALLS = `
import { createSigner, widths } from '${NAME}'
import { imageFromGrant } from '${NAME}/grant'
import { hmac } from '${NAME}/noble'
import { createQuerySigner } from '${NAME}/query'
import { createSyncSigner } from '${NAME}/sync'
import { thumbHashDataUri } from '${NAME}/thumbhash'

const settings = ${SETTINGS}
const signer = createSigner(settings)
export default async (implementation) => ({
  urls: [
    await signer.sign(${OPTIONS}),
    createSyncSigner({ ...settings, hmac: implementation === 'noble' ? hmac : undefined }).sign(${OPTIONS}),
    await createQuerySigner(settings).sign('/été.jpg', 'width=400&expire=4000000000'),
  ],
  granted: imageFromGrant(await signer.grant(${CANDIDATES}), 321),
  widths: widths({ min: 320, max: 640, tolerance: 0.5 }),
  thumbhash: thumbHashDataUri('1QcSHQRnh493V4dIh4eXh1h4kJUI').slice(0, 22),
})
`

const url = syncSigner.sign('/été.jpg', { width: 400 }, { expire: 4_000_000_000 })

/** Expected result from `CALLS`, made by the signer's source files. */
export const EXPECTED = {
  urls: [url, url, url],
  granted: `${syncSigner.grant('/a.jpg', {}, { widths: [320, 640] }).base}&w=640`,
  widths: [320, 640],
  thumbhash: 'data:image/png;base64,',
}
