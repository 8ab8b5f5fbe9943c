"""A shop tells of a payment: Standard Webhooks signature over a CloudEvents body, standard library only."""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.request


def main() -> None:
    url, secret = os.environ["ONAIR_WEBHOOK"], os.environ["ONAIR_SECRET"]
    now = int(time.time())
    order = f"o-{now}"
    body = json.dumps(
        {
            "specversion": "1.0",
            "id": f"{order}:paid",
            "source": "/shop/example",
            "type": "order.paid",
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)),
            "datacontenttype": "application/json",
            "data": {"order_id": order, "pay_amount": 16900, "currency": "CNY"},
        }
    ).encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{order}:paid.{now}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    headers = {
        "Content-Type": "application/cloudevents+json",
        "webhook-id": f"{order}:paid",
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{signature}",
    }
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST")) as answer:
        print(json.dumps({"status": answer.status, "body": json.loads(answer.read() or b"{}")}))


main()
