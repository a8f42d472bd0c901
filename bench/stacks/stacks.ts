import type { Stack, StackName } from './stack.ts'

/** Each stack by its name, loaded by the process that runs it and by no other. */
export const STACKS: Readonly<Record<StackName, () => Promise<Stack>>> = {
  signet: async () => (await import('./signet.ts')).signet,
  sharp: async () => (await import('./sharp.ts')).sharp,
  'sharp-effort2': async () => (await import('./sharp.ts')).sharpEffort2,
  jsquash: async () => (await import('./jsquash.ts')).jsquash,
  photon: async () => (await import('./photon.ts')).photon,
}
