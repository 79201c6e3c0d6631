// The files of the web page, as the build has left them: read when somebody first wants one,
// packed once, and known by a digest so that a browser fetches each only once. Only the names that
// stand in the folder are answered, so no path leads out of it.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

export interface PageFile {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** null: packing makes it no smaller. */
  readonly packed: Uint8Array<ArrayBuffer> | null;
}

/** Where the build puts them, from dist/src/http or dist/src/bundle. */
export const PAGE_FOLDER: string = fileURLToPath(new URL('../dashboard/public/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const FILES_MAX = 256;
const pack = promisify(gzip);

export class Page {
  readonly #folder: string;
  #files: Promise<ReadonlyMap<string, PageFile>> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** null: there is no such file. `name` is one of the folder's, without a slash. */
  async file(name: string): Promise<PageFile | null> {
    this.#files ??= readAll(this.#folder);
    return (await this.#files).get(name) ?? null;
  }
}

async function readAll(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.slice(0, FILES_MAX)) {
      const type = TYPES[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      files.set(entry.name, await read(join(folder, entry.name), type));
    }
  } catch {
    // A build without the page has no such folder.
  }
  return files;
}

async function read(path: string, type: string): Promise<PageFile> {
  const bytes = Uint8Array.from(await readFile(path));
  const packed = Uint8Array.from(await pack(bytes, { level: constants.Z_BEST_COMPRESSION }));
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
  const isSmaller = packed.length < bytes.length;
  return { type, etag: `"${digest}"`, bytes, packed: isSmaller ? packed : null };
}
