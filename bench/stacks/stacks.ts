import type { Stack, StackName } from './stack.ts'

/** Every stack by name. Each process loads one only. */
export const STACKS: Readonly<Record<StackName, () => Promise<Stack>>> = {
  signet: async () => (await import('./signet.ts')).signet,
  sharp: async () => (await import('./sharp.ts')).sharpStack,
  'sharp-effort2': async () => (await import('./sharp.ts')).sharpEffort2,
  jsquash: async () => (await import('./jsquash.ts')).jsquash,
  photon: async () => (await import('./photon.ts')).photon,
}
