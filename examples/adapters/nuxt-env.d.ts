/** Types of the server's part of a configuration, which `nuxt prepare` adds in an app. */
import '@nuxt/nitro-server'
