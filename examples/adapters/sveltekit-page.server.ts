import { createSigner } from '@owner/signet'
import type { ServerLoad } from '@sveltejs/kit'
import { SIGNING_KEYS } from '$app/env/private'

const signer = createSigner({ key: SIGNING_KEYS, baseUrl: 'https://img.example.com' })

/** For `<img {...data.photo} alt="A cat">` in `+page.svelte`. */
export const load: ServerLoad = async () => ({
  photo: await signer.imgAttrs(
    '/cats/tom.jpg',
    { format: 'auto' },
    { widths: [320, 640, 1280], sizes: '50vw' },
  ),
})
