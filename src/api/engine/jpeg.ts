// The engine without the codecs for AVIF, SVG and text. It reads JPEG, PNG, WebP and GIF, and
// writes JPEG, PNG and WebP.
export * from './public.ts'
