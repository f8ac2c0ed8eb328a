import { describe, expect, test } from "bun:test";
import { zip } from "./make-office.ts";
import { pagesOf, read, refusal } from "./reading.ts";

describe("a text file", () => {
  test("is read in the encoding that it has", async () => {
    const csv = "Straße;Größe\nÄrmel;7 €";
    const wide = Buffer.from(csv, "utf16le");
    expect(await pagesOf(csv)).toEqual([csv]);
    expect(await pagesOf(`\ufeff${csv}`)).toEqual([csv]);
    expect(await pagesOf(wide)).toEqual([csv]);
    expect(await pagesOf(Buffer.concat([Buffer.from([0xfe, 0xff]), wide.swap16()]))).toEqual([csv]);
    expect(await pagesOf(Buffer.from("Gr\xf6\xdfe;7 \x80", "latin1"))).toEqual(["Größe;7 €"]);
  });

  test("in HTML shows what a reader sees", async () => {
    const html =
      "<!doctype html><title>Shop</title><style>p{}</style><script>alert(1)</script>" +
      "<h2>Tea &amp; more</h2><p>One\n  line</p><ul><li>green<li>black</ul>" +
      "<table><tr><th>Item<th>Price<tr><td>Tea<td>3</table>";
    expect(await read(html)).toMatchObject({
      format: "html",
      pages: [{ text: "# Shop\n## Tea & more\nOne line\n- green\n- black\nItem | Price\nTea | 3" }],
    });
  });

  test("is what its name says of it, since its content cannot", async () => {
    expect(await read("a,b", {}, "csv")).toMatchObject({ format: "csv" });
    expect(await read("# a", {}, "markdown")).toMatchObject({ format: "markdown" });
  });
});

describe("what is no document that can be read", () => {
  test("is told by its content, whatever its name says", async () => {
    const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
    const compound = Buffer.from("d0cf11e0a1b11ae1", "hex");
    const locked = Buffer.concat([compound, Buffer.from("EncryptedPackage", "utf16le")]);
    expect(await refusal(png)).toBe("unsupported");
    expect(await refusal(zip({ "photo.txt": "hello" }))).toBe("unsupported");
    expect(await refusal("{\\rtf1 hello}")).toBe("unsupported");
    expect(await refusal(compound)).toBe("unsupported");
    expect(await refusal(locked)).toBe("encrypted");
    expect(await refusal("")).toBe("empty");
    expect(await refusal(" \n\t ")).toBe("empty");
  });
});
