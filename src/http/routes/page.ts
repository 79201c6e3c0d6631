// The web page at `/` and its files beside it.

import { takesGzip } from '../accept.ts';
import type { Answer, Ask, Route } from '../answer.ts';
import { failure, utf8 } from '../json.ts';
import { PAGE_FOLDER, Page } from '../page.ts';
import { ref, text } from '../schemas.ts';

export function pageRoutes(folder: string = PAGE_FOLDER): readonly Route[] {
  const page = new Page(folder);
  return [
    {
      method: 'GET',
      path: '/',
      tag: 'page',
      access: 'check',
      summary: 'The web page',
      answers: {
        200: { summary: 'The page', schema: 'text/html' },
        304: { summary: 'It is as the browser has it', schema: null },
        404: { summary: 'There is no page in this build', schema: ref('Error') },
      },
      answer: async (ask) => await fileAnswer(page, 'index.html', ask),
    },
    {
      method: 'GET',
      path: '/assets/{file}',
      tag: 'page',
      access: 'check',
      summary: 'A file of the web page',
      parameters: [{ name: 'file', in: 'path', summary: 'Its name', schema: text, required: true }],
      answers: {
        200: { summary: 'The file', schema: '*/*' },
        304: { summary: 'It is as the browser has it', schema: null },
        404: { summary: 'There is no such file', schema: ref('Error') },
      },
      answer: async (ask) => await fileAnswer(page, utf8(ask.param('file')), ask),
    },
  ];
}

async function fileAnswer(page: Page, name: string, { header }: Ask): Promise<Answer> {
  const file = await page.file(name);
  if (file === null) return failure(404, 'not-found', 'There is nothing here');
  const isPacked = file.packed !== null && takesGzip(header('accept-encoding') ?? undefined);
  const headers = {
    'content-type': file.type,
    etag: file.etag,
    // Asked for anew each time, and sent only when it is another.
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
  };
  const known = (header('if-none-match') ?? '').split(/\s*,\s*/);
  if (known.some((each) => each.replace(/^W\//, '') === file.etag)) {
    return { kind: 'file', status: 304, headers, bytes: null };
  }
  return { kind: 'file', status: 200, headers, bytes: isPacked ? file.packed : file.bytes };
}
