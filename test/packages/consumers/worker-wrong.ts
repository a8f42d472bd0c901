import { createSignet } from '@owner/signet-worker/worker'

// @ts-expect-error This option does not exist.
createSignet({ prefix: '/img' })
// @ts-expect-error A zone needs a source.
createSignet({ config: { zones: { a: { prefix: '/' } } } })
// @ts-expect-error A zone's source is a text.
createSignet({ config: { zones: { a: { prefix: '/', source: 5 } } } })
// @ts-expect-error A source returns bytes, not a text.
createSignet({ sources: { dam: () => 'bytes' } })
// @ts-expect-error An authorization returns no response.
createSignet({ authorize: () => new Response() })
