/**
 * Reads conformance/engines/FINDINGS.md: what each failure of a real engine is.
 *
 * @module
 */
import type { JsonReport } from "../../conformance/reports/json.ts";

/** One section of FINDINGS.md. */
export interface Finding {
  readonly title: string;
  /** The configurations that it concerns. */
  readonly engines: readonly string[];
  /** The cases that fail because of it. */
  readonly cases: readonly string[];
  /** Those that fail because of it in some runs only. */
  readonly sometimes: readonly string[];
  /** A program that shows it with the engine alone, and what that prints. */
  readonly language: "py" | "js";
  readonly program: string;
  readonly prints: string;
}

const FILE = new URL(
  "../../conformance/engines/FINDINGS.md",
  import.meta.url,
);

/**
 * All findings.
 *
 * @throws {SyntaxError} If a section is not written as the others are.
 */
export async function readFindings(): Promise<Finding[]> {
  const text = await Deno.readTextFile(FILE);
  return text.split(/^### /m).slice(1).map(parse);
}

function parse(section: string): Finding {
  const [title] = section.split("\n", 1);
  const names = (key: string) => {
    const line = section.match(new RegExp(`^- ${key}: (.*)$`, "m"));
    return Array.from(
      (line?.[1] ?? "").matchAll(/`([^`]+)`/g),
      ([, name]) => name,
    );
  };
  const shown = section.match(
    /^```(py|js)\n([\s\S]*?)^```\n\nprints\n\n^```text\n([\s\S]*?)^```$/m,
  );
  if (!shown) {
    throw new SyntaxError(`"${title}" has no program with what it prints`);
  }
  const [, language, program, prints] = shown;
  return {
    title,
    engines: names("engines"),
    cases: names("cases"),
    sometimes: names("sometimes"),
    language: language as "py" | "js",
    program,
    prints,
  };
}

/** What is known of the failing cases of an engine: a sentence by case id. */
export function findingsOf(
  findings: readonly Finding[],
  engine: string,
): Record<string, string> {
  return Object.fromEntries(
    about(findings, engine).flatMap(({ title, cases, sometimes }) =>
      [...cases, ...sometimes].map((id) => [id, title])
    ),
  );
}

function about(findings: readonly Finding[], engine: string): Finding[] {
  return findings.filter(({ engines }) => engines.includes(engine));
}

/** Where a report and the findings disagree: one sentence for each case. */
export function disagreements(
  engine: string,
  { cases }: JsonReport,
  findings: readonly Finding[],
): string[] {
  const known = findingsOf(findings, engine);
  const own = about(findings, engine);
  const harmless = ["pass", "unsupported", "skipped"];
  return cases.flatMap(({ id, verdict }) => {
    const isBad = !harmless.includes(verdict);
    if (isBad && !(id in known)) {
      return `${engine}: ${id} ${verdict}, and FINDINGS.md does not say why`;
    }
    // What an engine is not asked, or does not have, it may fail in another format.
    return verdict === "pass" && own.some(({ cases }) => cases.includes(id))
      ? `${engine}: FINDINGS.md says that ${id} fails, and it passes`
      : [];
  });
}
