import { isBuilt, recordBuild } from './built.ts'

// The compiler is only loaded if it is needed: most builds change nothing.
if (await isBuilt()) {
  const { buildCodecs } = await import('../codecs/build-codecs.ts')
  await buildCodecs()
} else {
  const { buildAll } = await import('./build.ts')
  await buildAll()
  await recordBuild()
}
