import signet, { createSignet as create, type Signet } from '@owner/signet-heic/worker'
import withoutAvif, { createSignet } from '@owner/signet-heic/worker/without-avif-output'
import { addHeic } from '@owner/signet-worker/codecs/heic'

/** Replaces libheif with another build. */
export const replace = (compile: () => WebAssembly.Module): void => addHeic(compile)

export const instances: readonly Signet[] = [create({ base: '/img' }), createSignet({ name: 'b' })]
export const handlers = [signet.fetch, withoutAvif.fetch]
