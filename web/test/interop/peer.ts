// SPDX-License-Identifier: Apache-2.0
/** Runs Peer.java on the e2ee module and speaks with it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { toBase64Url, utf8 } from '../../src/lib/e2ee/bytes';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

const list = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => `${folder}/${name}`)
    : [];

/** `E2EE_CLASSPATH`, or what Maven has built and fetched. */
function classPath(): string | undefined {
  const given = process.env['E2EE_CLASSPATH'];
  if (given !== undefined) return given;
  const classes = `${repository}e2ee/target/classes`;
  const jars = ['bcmls', 'bcprov', 'bcutil', 'bcpkix'].map((name) =>
    list(`${homedir()}/.m2/repository/org/bouncycastle/${name}-jdk18on`)
      .flatMap(list)
      .findLast((path) => /jdk18on-[\d.]+\.jar$/.test(path)),
  );
  if (!existsSync(`${classes}/org/parley/e2ee/delivery`) || jars.includes(undefined)) return undefined;
  return [classes, ...jars].join(':');
}

const homes = [process.env['JAVA_25_HOME'], ...list('/usr/lib/jvm').filter((path) => path.includes('25'))];
const java = homes.map((home) => `${home}/bin/java`).find((path) => existsSync(path));

export const canRun = classPath() !== undefined && java !== undefined;

/** Compiled once for all tests; `clean` when they are done. */
export function compile(): { classes: string; clean(): void } {
  const classes = mkdtempSync(`${tmpdir()}/parley-interop-`);
  const source = fileURLToPath(new URL('./Peer.java', import.meta.url));
  execFileSync(`${java!}c`, ['-proc:none', '-nowarn', '-d', classes, '-cp', classPath()!, source], {
    stdio: 'pipe',
  });
  return { classes, clean: () => rmSync(classes, { recursive: true, force: true }) };
}

export interface Said {
  readonly to?: string;
  readonly message?: Record<string, unknown>;
  readonly java?: string;
  readonly epoch?: number;
  readonly code?: string;
  readonly key?: string;
  readonly roster?: string[];
  readonly text?: string;
  readonly leaf?: number;
  readonly trouble?: string;
}

export class Peer {
  readonly said: Said[] = [];
  readonly #process: ChildProcess;
  errors = '';

  constructor(
    classes: string,
    private readonly hear: (said: Said) => void,
    linkPskHex?: string,
    suite: 'CLASSICAL' | 'POST_QUANTUM' = 'CLASSICAL',
  ) {
    const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
    const args = [
      ...flags,
      '-cp',
      `${classes}:${classPath()!}`,
      'Peer',
      suite,
      ...(linkPskHex === undefined ? [] : [linkPskHex]),
    ];
    this.#process = spawn(java!, args, { stdio: 'pipe' });
    let rest = '';
    this.#process.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const said = JSON.parse(line) as Said;
        this.said.push(said);
        this.hear(said);
      }
    });
    this.#process.stderr!.setEncoding('utf8').on('data', (chunk: string) => (this.errors += chunk));
  }

  tell(word: string, given: Record<string, unknown>): void {
    const pairs = Object.entries(given).map(([name, value]) => `${name}=${String(value)}`);
    this.#process.stdin!.write(`${[word, ...pairs].join(' ')}\n`);
  }

  say(who: string, text: string): void {
    this.tell('say', { who, text: toBase64Url(utf8(text)) });
  }

  /** The last state that a Java member told. */
  state(who: string): Said | undefined {
    return this.said.findLast((s) => s.java === who && s.code !== undefined);
  }

  get troubles(): Said[] {
    return this.said.filter((s) => s.trouble !== undefined);
  }

  close(): void {
    this.#process.stdin!.end();
    this.#process.kill();
  }
}
