import { defineConfig } from 'astro/config'

export default defineConfig({
  image: { service: { entrypoint: './src/astro-local-service.ts' } },
})
