// What the doctor found, with what it means and what to do about it.

import type { VNode } from 'preact';
import { HealthMark } from './health-mark.tsx';
import { useAround } from './hooks.ts';
import { findingWords } from './language.ts';
import type { Finding } from './wire.ts';

/** `found` null: not known yet. */
export function Findings({ found }: { readonly found: readonly Finding[] | null }): VNode {
  const { words, language } = useAround();
  return (
    <section class="card" aria-labelledby="findings">
      <h3 id="findings">{words.findings.title}</h3>
      {found === null || found.length === 0 ? (
        <p class="quiet">{found === null ? words.asking : words.findings.none}</p>
      ) : (
        <ul class="findings">
          {found.map((finding) => {
            const { meaning, remedy } = findingWords(finding, language);
            return (
              <li key={`${finding.code} ${finding.evidence}`} class={finding.severity}>
                <p>
                  <HealthMark health={finding.severity} /> <strong>{meaning}</strong>
                </p>
                <p class="quiet">
                  {finding.group === null ? `${words.findings.own}: ` : ''}
                  {finding.evidence} <code>{finding.code}</code>
                </p>
                <p>
                  <span class="quiet">{words.findings.remedy}:</span> {remedy}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
