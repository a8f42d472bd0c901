import sharp from '@owner/signet-worker/sharp'

const chain = sharp(new Uint8Array())

// @ts-expect-error A path is no input.
sharp('photo.jpg')
// @ts-expect-error This fit does not exist.
chain.resize(100, 100, { fit: 'crop' })
// @ts-expect-error The engine writes no interlaced PNG.
chain.png({ progressive: true })
// @ts-expect-error The chain writes no files.
chain.toFile('photo.webp')
