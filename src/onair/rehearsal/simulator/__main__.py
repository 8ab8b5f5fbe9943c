"""`python -m onair.rehearsal.simulator --out FOLDER`: a show as a file, with the truth beside it."""

from pathlib import Path

import click
import msgspec

from onair.kernel.clock import HOUR_MS, system_clock
from onair.kernel.errors import OnAirError
from onair.rehearsal.simulator.params import checked, sized
from onair.rehearsal.simulator.run import simulate


@click.command(help="Write events.ndjson (for `onair import`) and truth.json of a simulated show. 演练数据")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--events", type=click.IntRange(100, 20_000_000), help="about so many; else by --set viewers=…")
@click.option("--start", type=int, help="ms since 1970 UTC; default: four hours ago, on the minute")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="a parameter of docs/simulator.md")
def main(out: Path, seed: int, events: int | None, start: int | None, given: tuple[str, ...]) -> None:
    """Exit 1 with the reason when a parameter is wrong."""
    values = {name: _value(text) for name, _, text in (item.partition("=") for item in given)}
    try:
        params = sized(events, **values) if events else checked(values)
    except OnAirError as error:
        raise click.ClickException(error.detail("en")) from error
    begin = start if start is not None else (system_clock() - 4 * HOUR_MS) // 60_000 * 60_000
    out.mkdir(parents=True, exist_ok=True)
    made, truth = simulate(params, seed, begin)
    encode, count = msgspec.json.Encoder().encode, 0
    with (out / "events.ndjson").open("wb") as file:
        for event in made:
            file.write(encode(event) + b"\n")
            count += 1
    (out / "truth.json").write_bytes(truth.to_json())
    click.echo(f"{count} events → {out / 'events.ndjson'}")


def _value(text: str) -> object:
    """Numbers and true/false as such, anything else as text."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


if __name__ == "__main__":
    main()
