// SPDX-License-Identifier: Apache-2.0
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      localStorageKey: 'parley.language',
    }),
    svelte(),
  ],
  build: {
    // Packed into the jar as resources under /web/.
    outDir: 'target/classes/web',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy allows fonts from 'self' alone: nothing may become a data: address.
    assetsInlineLimit: 0,
  },
  // The worker of end-to-end encryption is a module.
  worker: { format: 'es' },
  server: {
    proxy: { '/api': { target: 'http://localhost:8080', ws: true, changeOrigin: false } },
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Needs the Java stack built: npm run test:interop.
    exclude: process.env['PARLEY_INTEROP'] === '1' ? [] : ['test/interop.test.ts'],
    // Counted by ./parley verify.
    reporters: ['default', 'junit'],
    outputFile: 'target/vitest-reports/TEST-vitest.xml',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
