import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { cpus, release, type } from 'node:os'
import sharp from 'sharp'
import type { Results, SourceResult } from './results.ts'
import { SOURCES, type Source, type SourceName, sourcePath } from './sources.ts'

const PACKAGES = [
  '@jsquash/jpeg',
  '@jsquash/resize',
  '@jsquash/webp',
  '@jsquash/png',
  '@jsquash/avif',
  'libheif-js',
  '@cf-wasm/photon',
  'wrangler',
] as const

function versionOf(name: string): string {
  const url = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version
}

/** Describes the machine and the package versions in a run. */
export function describeMachine(): Pick<Results, 'machine' | 'versions'> {
  const [cpu] = cpus()
  return {
    machine: { cpu: cpu?.model ?? 'unknown', cores: cpus().length, system: `${type()} ${release()}` },
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      sharp: sharp.versions.sharp ?? 'unknown',
      libvips: sharp.versions.vips,
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    },
  }
}

/** Describes a source with its size and a digest. */
export function describeSource(source: SourceName): SourceResult {
  const bytes = readFileSync(sourcePath(source))
  const { width, height, frames }: Source = SOURCES[source]
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { source, width, height, ...(frames !== undefined && { frames }), bytes: bytes.length, sha256 }
}
