import { computed, signal } from '@preact/signals'
import { signing } from '../signed.ts'
import { parameters, target } from '../target.ts'
import { candidates } from './granted-sizes.ts'

/** Granted size that the user chose for the URL's free part. It is empty for none. */
export const freeSize = signal('')

/** Sizes that the URL grants. */
export const freeSizes = computed(() => candidates(parameters.value))

/**
 * The target's signed URL. While it is signed, `rest` is the previous URL, which must not be
 * copied.
 */
export type SignedUrl =
  | { readonly state: 'signing'; readonly rest: string }
  | { readonly state: 'signed'; readonly rest: string }
  | { readonly state: 'refused'; readonly words: string }

/** The signed URL that the page shows: path and query, with the free part. */
export const signedUrl = computed((): SignedUrl => {
  const now = signing.value
  const { name, values } = freeSizes.value
  const size = freeSize.value
  const free = values.some((value) => String(value) === size) ? `&${name}=${size}` : ''
  const rest = now && 'signed' in now ? now.signed.url : ''
  if (now?.target !== target.value) return { state: 'signing', rest }
  if ('problem' in now) return { state: 'refused', words: now.problem.detail ?? now.problem.title }
  return { state: 'signed', rest: rest + free }
})
