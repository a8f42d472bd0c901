import { existsSync } from 'node:fs'
import { defineConfig } from 'astro/config'

// `astro dev` does not put `.env` into the environment.
if (existsSync('.env')) process.loadEnvFile()

export default defineConfig({
  image: { service: { entrypoint: './src/astro-service.ts' } },
})
