"""Made-up studies of any size, with long names, Chinese terms and missing values: all their figures."""

from itertools import pairwise

import numpy as np
import pandas as pd

from textmine.settings import COLOURS
from textmine.showing import draw

TERMS = [
    "科普",
    "农民",
    "青少年",
    "科技馆",
    "社会主义核心价值观",
    "新时代文明实践中心",
    "基础设施建设",
    "老年人",
    "科学家精神",
    "应急科普",
    "产业",
    "信息化",
    "志愿服务",
    "乡村振兴",
]
BODIES = [f"{place}{body}" for body in ("科协", "教育局", "人力资源社会保障局", "工业和信息化委员会", "妇联", "财政局") for place in ("市", "省", "国家新疆生产建设兵团", "州")]  # fmt: skip
LONG = "construction-of-the-rural-infrastructure"
PARTS = {name: f"{name}, {LONG}" for name in ("prose", "table", "apparatus")}


class MadeUp:
    """Tables of a study of `n` documents in `k` groups; `long` names have 40 characters, else few."""

    def __init__(self, n: int, k: int, *, long: bool = True):
        self.random = np.random.default_rng(n + k)
        names = [f"{'department-of-science-and-technology-no' if long else 'group'}-{i}"[-40:] for i in range(k)]
        self.colours = dict(zip(names, COLOURS, strict=False))
        ids = [f"{'administrative-measures-of-the-city' if long else 'city'}-{i:04}"[-40:] for i in range(n)]
        self.levels = {document: names[min(int(i * k / n), k - 1)] for i, document in enumerate(ids)}
        self.unit = "document_id" if n <= 8 else "level"
        self.units = self.levels if n <= 8 else {name: name for name in dict.fromkeys(self.levels.values())}
        self.names = {term: (f"{term} {LONG} {i}", term) for i, term in enumerate([*TERMS, *BODIES]) if i % 2}

    def table(self, keys, values, **columns) -> pd.DataFrame:
        """Every key with every value, and further columns of random numbers: `count` to 400, else below 1, some missing."""
        rows = pd.MultiIndex.from_product([list(keys), list(values)]).to_frame(index=False)
        rows.columns = list(columns.pop("names"))
        for name, missing in columns.items():
            drawn = self.random.integers(0, 400, len(rows)) if missing is None else self.random.beta(1, 6, len(rows))
            rows[name] = drawn if not missing else np.where(self.random.random(len(rows)) < missing, np.nan, drawn)
        return rows

    def composition(self):
        table = self.table(self.units, PARTS, names=[self.unit, "part"], characters=None)
        if self.unit == "document_id":
            return draw.draw_composition(table, parts=PARTS)
        points = pd.DataFrame({"level": self.levels.values()})
        points["characters"] = np.exp(self.random.normal(9, 1, len(points))).round()
        return draw.draw_composition(table, parts=PARTS, by="level", points=points)

    def outlines(self):
        numerals = "一二三四五六七八九十"
        parts = {document: self.random.integers(1, 10) for document in self.levels}
        rows = [(document, f"{numerals[i]}、加强{TERMS[i]}", 1 / n) for document, n in parts.items() for i in range(n)]
        table = pd.DataFrame(rows, columns=["document_id", "heading", "share"])
        return draw.draw_outlines(table, levels=self.levels, colours=self.colours)

    def distinctive(self):
        table = self.table(self.units, TERMS, names=[self.unit, "term"], value=0.1, count=None)
        options = {"levels": self.units, "colours": self.colours, "xlabel": "mean TF-IDF less that elsewhere"}
        return draw.draw_distinctive_terms(table, by=self.unit, value="value", names=self.names, **options)

    def log_ratios(self):
        table = self.table(
            self.units, TERMS, names=[self.unit, "term"], count_target=None, count_reference=None, low=0.1
        )
        table["log_ratio"] = table["low"] + 1
        table["high"] = (table["low"] + 2).mask(table.index % 7 == 2, np.inf)
        table = table.assign(leave_out_low=table["low"] - 0.1, leave_out_high=table["high"] + 0.1)
        table.loc[table.index % 11 == 3, "log_ratio"] = np.inf
        options = {"levels": self.units, "colours": self.colours}
        return draw.draw_log_ratios(table, by=self.unit, names=self.names, **options)

    def prevalence(self):
        titles = {i: f"{i}  {TERMS[i]} {LONG}\n{' '.join(TERMS[i : i + 5])}" for i in range(12)}
        table = self.table(self.units, titles, names=[self.unit, "topic"], estimate=0.1)
        table = table.assign(low=table["estimate"] * 0.7, high=table["estimate"] * 1.4, raw=table["estimate"] * 1.1)
        points = self.table(self.levels, titles, names=["document_id", "topic"], estimate=0.1)
        points["level"] = points["document_id"].map(self.levels)
        options = {"points": None if self.unit == "document_id" else points, "unreliable": [3], "tick": "raw"}
        return draw.draw_prevalence(
            table, by=self.unit, titles=titles, levels=self.units, colours=self.colours, **options
        )

    def targets(self):
        table = self.table(self.levels, [2020, 2025, 2030], names=["document_id", "year"], value=0.6)
        kinds = {2020: "baseline", 2025: "target", 2030: "target"}
        table = table.assign(value=100 * table["value"], operator="不低于", kind=table["year"].map(kinds))
        return draw.draw_targets(table, levels=self.levels, xlabel="share of citizens, %", colours=self.colours)

    def no_targets(self):
        table = pd.DataFrame({"document_id": list(self.levels)}).assign(year=2025, value=np.nan, operator="达到", kind="target")  # fmt: skip
        return draw.draw_targets(table, levels=self.levels, xlabel="share", colours=self.colours, percent=False)

    def duties(self):
        table = self.table(self.levels, range(40), names=["document_id", "note"], which=None)
        table["covers"] = [f"{row.document_id}/3.{row.note // 5}.{row.note % 5}" for row in table.itertuples()]
        table["body"] = [BODIES[i % len(BODIES)] for i in table["which"]]
        table["role"] = [("lead", "support", "responsible")[i % 3] for i in table["which"]]
        return draw.draw_duties(table, names=self.names, levels=self.levels, colours=self.colours)

    def xray(self):
        table = self.table(self.levels, TERMS, names=["document_id", "term"], times=None)
        table = table.loc[table.index.repeat(table["times"] // 40)].reset_index(drop=True)
        table["position"] = self.random.beta(2, 3, len(table))
        return draw.draw_xray(table, levels=self.levels, names=self.names, colours=self.colours)

    def shared(self):
        units = {key: key for key in [*self.units, "another"]}
        table = self.table(units, units, names=["row", "column"], share=0.1)
        if self.unit == "document_id":
            table = table[table["row"] != table["column"]]
        return draw.draw_shared(table, units=units, grouped=self.unit != "document_id")

    def ribbons(self):
        names, numerals = [*self.levels, *self.levels][:2], "一二三四五六七八九十"
        sizes = [100 * len(self.levels) + 40 * i for i in range(2)]
        bounds = [np.unique([0, *self.random.integers(1, size, 3 + len(self.levels) // 4), size]) for size in sizes]
        rows = [
            (f"{i}", f"{numerals[j % 10]}、加强{TERMS[j % 14]}\n{LONG}", *span)
            for i, own in enumerate(bounds)
            for j, span in enumerate(pairwise(own))
        ]
        outlines = pd.DataFrame(rows, columns=["document_id", "heading", "start", "end"])
        outlines["document_id"] = outlines["document_id"].map({"0": names[0], "1": names[1] + "x"})
        start, other = (np.sort(self.random.integers(0, size - 20, 10 * len(self.levels))) for size in sizes)
        table = pd.DataFrame({"start": start, "end": start + 20, "other_start": other, "other_end": other + 9})
        table["status"] = np.where(table.index % 3, "adapted", "verbatim")
        return draw.draw_ribbons(table, outlines=outlines, documents=(names[0], names[1] + "x"))

    def descent(self):
        """Documents of every age, some without a date, that cite a dozen others and follow those before them."""
        outside = [f"关于进一步加强{term}工作的若干意见({2010 + i}—2035年)" for i, term in enumerate(TERMS)]
        ids = list(self.levels)
        dates = [["2016-03-05", "2021", "", "2022-08-30", "2022-09-01"][i % 5] for i in range(len(ids) + len(outside))]
        nodes = pd.DataFrame({"node": [*ids, *outside], "date": dates, "cited_by": 2})
        nodes["in_corpus"] = nodes["node"].isin(ids)
        cites = [(key, name, "cites", 1 + i, np.nan) for i, key in enumerate(ids) for name in outside[: 2 + i % 8]]
        follows = [(b, a, "follows", 99, 0.01 + 0.3 * self.random.random()) for a, b in pairwise(ids)]
        edges = pd.DataFrame([*cites, *follows], columns=["document_id", "other", "kind", "count", "share"])
        return draw.draw_descent(nodes, edges=edges, levels=self.levels, colours=self.colours)

    def undated_descent(self):
        ids = list(self.levels)
        nodes = pd.DataFrame(
            {"node": [*ids, "意见"], "date": "", "cited_by": 2, "in_corpus": [True] * len(ids) + [False]}
        )
        edges = pd.DataFrame({"document_id": ids, "other": "意见", "kind": "cites", "count": 1, "share": np.nan})
        return draw.draw_descent(nodes, edges=edges, levels=self.levels, colours=self.colours)

    def grid(self):
        rows = {f"r{i}": f"{TERMS[i % 14]} {LONG}" for i in range(6 + 5 * len(self.colours))}
        columns = {f"c{i}": f"{LONG} {i} {TERMS[i % 14]}" for i in range(4 + 2 * len(self.colours))}
        table = self.table(rows, columns, names=["row", "column"], count=None, shade=0.1)
        sides = {key: list(self.colours)[i % len(self.colours)] for i, key in enumerate(sorted(columns, key=len))}
        sides = dict(zip(columns, sorted(sides.values()), strict=True))
        options = {"groups": sides, "unreliable": ["r1", "c2"], "colours": self.colours}
        table["count"] *= len(self.levels)
        return draw.draw_grid(
            table, rows=rows, columns=columns, count="count", shade="shade", shade_label="share", **options
        )


KINDS = [name for name in vars(MadeUp) if not name.startswith("_") and name != "table"]
