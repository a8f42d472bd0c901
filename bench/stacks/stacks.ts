import type { Stack, StackName } from './stack.ts'

/** Stacks by name. Each process loads only one stack. */
export const STACKS: Readonly<Record<StackName, () => Promise<Stack>>> = {
  signet: async () => (await import('./signet.ts')).signet,
  sharp: async () => (await import('./sharp.ts')).sharpStack,
  'sharp-effort2': async () => (await import('./sharp.ts')).sharpEffort2,
  jsquash: async () => (await import('./jsquash.ts')).jsquash,
  photon: async () => (await import('./photon.ts')).photon,
}
