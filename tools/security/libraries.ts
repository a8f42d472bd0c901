/** Library version in a form that OSV accepts: a repository tag, a commit, or a crate. */
export type Revision =
  | { readonly repository: string; readonly tag: string }
  | { readonly commit: string }
  | { readonly crate: string; readonly version: string }

/** A C, C++ or Rust library inside a package's `.wasm` file. */
export interface Library {
  readonly version: string
  readonly revision: Revision
  /** Newest upstream version on `CHECKED_ON`. */
  readonly newest: string
  /** The library's purpose in Signet. */
  readonly use: string
  /** Place in which the version number was found, if the module does not contain it as a text. */
  readonly evidence?: string
}

/**
 * A package's `.wasm` file in `node_modules`, as published. `tools/codecs` rebuilds most of these
 * files.
 */
export interface PackagedModule {
  readonly file: string
  readonly sha256: string
  /**
   * Libraries in the file. The value is the text in the module that contains the version number
   * (`{version}`), if there is one.
   */
  readonly libraries: Partial<Readonly<Record<LibraryName, string | undefined>>>
}

/** Date on which the newest versions were looked up. */
export const CHECKED_ON = '2026-11-29'

/** Libraries by name. `revision` is the tag or commit from which the package was built. */
export const LIBRARIES = {
  libavif: {
    version: '1.0.1',
    revision: { repository: 'https://github.com/AOMediaCodec/libavif.git', tag: 'v1.0.1' },
    newest: '1.4.2',
    use: 'reads and writes AVIF',
    evidence: "the build script of jSquash's avif package",
  },
  libaom: {
    version: '3.7.0',
    revision: { repository: 'https://aomedia.googlesource.com/aom.git', tag: 'v3.7.0' },
    newest: '3.15.1',
    use: 'encodes AV1; decodes what dav1d is not given',
  },
  libsharpyuv: {
    version: '1.3.1-29-ge2c85878',
    revision: { commit: 'e2c85878f6a33f29948b43d3492d9cdaf801aa54' },
    newest: '1.6.0',
    use: 'is linked to libavif; not called',
    evidence: "the build script of jSquash's avif package",
  },
  dav1d: {
    version: '0.6.0',
    revision: { repository: 'https://code.videolan.org/videolan/dav1d.git', tag: '0.6.0' },
    newest: '1.5.4',
    use: 'decodes AV1 of 8 bits and 4:2:0',
    evidence:
      'ogv.js links a branch of April 2020, after 0.6.0; log texts of the module are those of versions before 1.3.0',
  },
  libheif: {
    version: '1.23.2',
    revision: { repository: 'https://github.com/strukturag/libheif.git', tag: 'v1.23.2' },
    newest: '1.23.5',
    use: 'reads HEIC, in the HEIC builds alone',
  },
  libde265: {
    version: '1.0.15',
    revision: { repository: 'https://github.com/strukturag/libde265.git', tag: 'v1.0.15' },
    newest: '1.1.3',
    use: 'decodes HEVC, in the HEIC builds alone',
  },
  harfbuzz: {
    version: '15.0.0',
    revision: { repository: 'https://github.com/harfbuzz/harfbuzz.git', tag: '15.0.0' },
    newest: '15.0.0',
    use: 'shapes texts',
  },
  thorvg: {
    version: '1.0.5',
    revision: { repository: 'https://github.com/thorvg/thorvg.git', tag: 'v1.0.5' },
    newest: '1.1.1',
    use: 'draws SVG',
  },
  hqx: {
    version: '0.1.3',
    revision: { repository: 'https://github.com/CryZe/wasmboy-rs.git', tag: 'v0.1.3' },
    newest: '0.1.3',
    use: 'enlarges pictures',
    evidence: "the build script of jSquash's resize package",
  },
  'magic-kernel': {
    version: '0.1.1',
    revision: { crate: 'magic-kernel', version: '0.1.1' },
    newest: '0.1.1',
    use: 'resizes pictures',
  },
} as const satisfies Readonly<Record<string, Library>>

export type LibraryName = keyof typeof LIBRARIES

/**
 * `.wasm` files that the Worker contains, by their paths in `node_modules`. The digests are those
 * before `tools/codecs` rebuilds them.
 */
export const MODULES: readonly PackagedModule[] = [
  {
    file: '@jsquash/avif/codec/dec/avif_dec.wasm',
    sha256: '5c35dde23dfd862088a49a6b8a9fe81f9f9a1a46aaa27de7efd7baa7611c4b47',
    libraries: { libavif: undefined, libaom: 'AOMedia Project AV1 Decoder v{version}\0' },
  },
  {
    file: '@jsquash/avif/codec/enc/avif_enc.wasm',
    sha256: 'd9f2a95164362af48558d176e619becfd49dd97b50b86c679b47100860522b3d',
    libraries: {
      libavif: undefined,
      libaom: 'AOMedia Project AV1 Encoder v{version}\0',
      libsharpyuv: undefined,
    },
  },
  {
    file: 'ogv/dist/ogv-decoder-video-av1-simd-wasm.wasm',
    sha256: '89a59e8cd67e5fd04890c6d49c2410f039a901c8424560a48fedadfff531f4a3',
    libraries: { dav1d: undefined },
  },
  {
    file: 'libheif-js/libheif-wasm/libheif.wasm',
    sha256: 'e4aa8333fbe55ec7c6c776f735236f40bed9103188498f8131d4e52b73cdfee8',
    libraries: { libheif: '\0{version}\0', libde265: '\0{version}\0' },
  },
  {
    file: 'harfbuzzjs/dist/harfbuzz.wasm',
    sha256: '6eeed8e1bc9ad7773038e48ff8f9e07e0ad228572c594b45e5357e9c2f7a0b2e',
    libraries: { harfbuzz: '\0{version}\0' },
  },
  {
    file: '@thorvg/webcanvas/dist/thorvg.wasm',
    sha256: '9a789420f21ae9d6a020f2aa43090f57c4918da21c3a6c255d89d700e76a6c7d',
    libraries: { thorvg: '\0{version}\0' },
  },
  {
    file: '@jsquash/resize/lib/hqx/pkg/squooshhqx_bg.wasm',
    sha256: '812617712f0444b09ee61d72f9b2dab6cdd7fed3e9c74cc57e4dd6c80f4a4c80',
    libraries: { hqx: undefined },
  },
  {
    file: '@jsquash/resize/lib/magic-kernel/pkg/jsquash_magic_kernel_bg.wasm',
    sha256: 'f3d1b2e550d4de73abc2a1ed9c89adde4b0eed80009e730b4c3a0ae415f8122d',
    libraries: { 'magic-kernel': 'magic-kernel-{version}/' },
  },
]

/**
 * Outdated versions with known vulnerabilities. OSV must report a vulnerability in at least one of
 * them. Otherwise it no longer understands the requests, and its empty answer for the current
 * versions would mean nothing.
 */
export const OUTDATED: readonly Revision[] = [
  { repository: LIBRARIES.libheif.revision.repository, tag: 'v1.17.5' },
  { repository: LIBRARIES.libde265.revision.repository, tag: 'v1.0.8' },
  { repository: LIBRARIES.harfbuzz.revision.repository, tag: '6.0.0' },
  { repository: 'https://chromium.googlesource.com/webm/libwebp.git', tag: 'v1.3.1' },
]
