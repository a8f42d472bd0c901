import { capacity, probe, transform } from '@owner/signet-worker/engine'

const input = new Uint8Array()

// @ts-expect-error A width is a number.
transform(input, { width: '400' })
// @ts-expect-error This option does not exist.
transform(input, { color: 'red' })
// @ts-expect-error The engine has no presets.
transform(input, { preset: 'card' })
// @ts-expect-error A path is no input.
transform('photo.jpg')
// @ts-expect-error A promise must be awaited.
probe(Promise.resolve(input))
// @ts-expect-error This limit belongs to the Worker.
capacity(input, {}, { limits: { requests: 5 } })
// @ts-expect-error The largest size exists only if the transform does not fit.
capacity(input).then(({ largest }) => largest)
