import { LIBRARIES } from '../security/libraries.ts'

/**
 * License text: a package's file in `node_modules`, or a file in `tools/licenses/texts` if no
 * package contains the text.
 */
export type LicenseText = { readonly shipped: string } | { readonly own: string }

/** A third-party package, library or runtime that the Worker contains. */
export interface Component {
  readonly name: string
  /**
   * The component's version. It is absent if it equals the version of the package with this name.
   */
  readonly version?: string
  /** License as an SPDX expression. */
  readonly license: string
  readonly text: LicenseText
  /** `true` if only the builds with HEIC contain the component. */
  readonly heic?: true
  readonly note?: string
}

const npm = (name: string, license: string, file = 'LICENSE'): Component => ({
  name,
  license,
  text: { shipped: `${name}/${file}` },
})

/**
 * Packages whose JavaScript or Rust is in the bundle. A test compares this list with esbuild's
 * inputs.
 */
export const PACKAGES: readonly Component[] = [
  npm('@jsquash/avif', 'Apache-2.0'),
  npm('@jsquash/resize', 'Apache-2.0'),
  npm('@noble/hashes', 'MIT'),
  npm('aws4fetch', 'MIT'),
  npm('bidi-js', 'MIT', 'LICENSE.txt'),
  npm('css-line-break', 'MIT'),
  npm('ipaddr.js', 'MIT'),
  { name: 'thumbhash', license: 'MIT', text: { own: 'thumbhash.txt' } },
  npm('valibot', 'MIT', 'LICENSE.md'),
]

/** Packages that another package bundles, so that the Worker does not import them itself. */
const INLINED: readonly Component[] = [
  { ...npm('base64-arraybuffer', 'MIT'), note: 'contained in css-line-break' },
  { ...npm('utrie', 'MIT'), note: 'contained in css-line-break' },
]

const LGPL = { license: 'LGPL-3.0-or-later', heic: true } as const
const LIBHEIF: LicenseText = { shipped: 'libheif-js/libheif-wasm/LICENSE' }
const LIBWEBP: LicenseText = { shipped: '@jsquash/webp/codec/LICENSE.codec.md' }

const HOW: Readonly<Record<keyof typeof LIBRARIES, Omit<Component, 'name' | 'version'>>> = {
  libavif: { license: 'BSD-2-Clause', text: { own: 'libavif.txt' } },
  libaom: { license: 'BSD-2-Clause', text: { own: 'libaom.txt' } },
  libsharpyuv: { license: 'BSD-3-Clause', text: LIBWEBP },
  dav1d: { license: 'BSD-2-Clause', text: { shipped: 'ogv/dist/COPYING-dav1d.txt' } },
  libheif: { ...LGPL, text: LIBHEIF, note: 'source: https://github.com/strukturag/libheif' },
  libde265: { ...LGPL, text: LIBHEIF, note: 'source: https://github.com/strukturag/libde265' },
  harfbuzz: { license: 'MIT-Modern-Variant', text: { own: 'harfbuzz.txt' } },
  thorvg: {
    license: 'MIT AND Apache-2.0 AND BSD-3-Clause AND Zlib',
    text: { own: 'thorvg.txt' },
    note: 'with parts by others, which Signet does not call',
  },
  hqx: { license: 'Apache-2.0', text: { shipped: '@jsquash/resize/lib/hqx/LICENSE.codec.md' } },
  'magic-kernel': { license: 'MIT', text: { shipped: '@jsquash/resize/lib/magic-kernel/LICENSE.codec.md' } },
}

/** Libraries that are compiled into the `.wasm` files. */
export const CONTAINED: readonly Component[] = (Object.keys(HOW) as (keyof typeof HOW)[]).map((name) => ({
  name,
  version: LIBRARIES[name].version,
  ...HOW[name],
}))

/**
 * Packages that contain the compiled libraries or bind them to JavaScript, and the runtimes that
 * their compilers add.
 */
const AROUND: readonly Component[] = [
  { name: 'ogv', license: 'MIT', text: { shipped: 'ogv/COPYING' }, note: 'binds dav1d' },
  { ...npm('harfbuzzjs', 'MIT'), note: 'builds harfbuzz' },
  { ...npm('@thorvg/webcanvas', 'MIT'), note: 'builds thorvg' },
  { ...npm('libheif-js', 'LGPL-3.0'), heic: true, note: 'builds libheif and libde265' },
  { ...npm('assemblyscript', 'Apache-2.0'), note: "its runtime is in Signet's own kernels" },
  {
    name: 'musl and Arm Optimized Routines',
    version: 'of assemblyscript',
    license: 'MIT',
    text: { own: 'musl-math.txt' },
    note: "mathematical functions in Signet's math.wasm, some of them by Sun Microsystems",
  },
  {
    name: 'Rust standard library, wasm-bindgen and lazy_static',
    version: 'of each package',
    license: 'MIT OR Apache-2.0',
    text: { shipped: '@jsquash/resize/LICENSE' },
    note: 'in hqx and magic-kernel; used under Apache-2.0',
  },
  {
    name: 'Emscripten, musl and the C++ runtime',
    version: 'of each package',
    license: 'MIT',
    text: { own: 'emscripten.txt' },
    note: 'musl is by Rich Felker and others, under the same terms; the C++ runtime is of LLVM, Apache-2.0 WITH LLVM-exception',
  },
]

/** All third-party components, in the license file's order. */
export const COMPONENTS: readonly Component[] = [...PACKAGES, ...INLINED, ...CONTAINED, ...AROUND]
