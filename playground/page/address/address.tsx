import { signing } from '../signed.ts'

/** The signed URL. */
export function Address() {
  const now = signing.value
  return <output>{now && 'signed' in now ? location.origin + now.signed.url : ''}</output>
}
